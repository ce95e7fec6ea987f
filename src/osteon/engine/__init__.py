"""The engine: graph, derivatives, compiled kernels, Rosenbrock steps and events. It knows no biology."""
