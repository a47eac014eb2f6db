"""The order of the steps: both graphs, their pause, and how a thread is run."""
