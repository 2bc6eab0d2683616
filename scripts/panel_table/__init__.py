"""What a solar panel gives, by the simulation's own sun, clouds and snow."""
