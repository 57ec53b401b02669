"""Kubernetes' schemas and the lifecycle of its APIs: what a release accepts, and until when."""
