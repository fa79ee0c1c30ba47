"""The CRM in plain memory, held to the same contract suite as the one in Postgres."""
