"""Where an Inventory comes from: files, folders, charts, standard input, snapshots."""
