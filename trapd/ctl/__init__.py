"""The technician's laptop: `trapctl`. Linux, macOS and Windows; msgspec and pyserial, nothing of a unit."""
