"""Everything personal and every durable record, behind ports."""
