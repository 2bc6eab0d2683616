"""The memory card: durable writes, names, the catalog, the sweep after a power cut."""
