"""The catalogue on a Weaviate server; docs/adr/0012-weaviate-catalogue.md says how and why.

Nothing here is loaded unless it is configured: the client is an extra, and takes time to import.
"""
