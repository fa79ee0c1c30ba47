"""Every order of steps of a small world, over the CRM's own tables: the model check."""
