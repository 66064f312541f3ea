"""The provider, tested through a real gRPC server by a stand-in for the engine, on the emulator."""
