"""The one place that talks to the cloud: signing, rate limit, batching, retries."""
