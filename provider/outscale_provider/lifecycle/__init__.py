"""One file for each verb of a resource, and what they share. Knows neither gRPC nor HTTP."""
