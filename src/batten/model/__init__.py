"""What Kubernetes is made of: typed objects, quantities, selectors, workloads, the inventory.

Pure: no I/O and no clock; imports nothing of Batten but `batten.errors`.
"""
