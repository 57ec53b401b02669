"""Batten gets a Kubernetes cluster ready for production and keeps it there."""

__version__ = "0.1.0"
