"""A survey as a Camtrap DP 1.0.2 package: https://camtrap-dp.tdwg.org."""
