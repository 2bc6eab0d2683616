"""Settings: one TOML file, typed, frozen, with every range; human units in, the core's values out."""
