"""The one place that talks to the cloud: signing, pacing, joining, retrying."""
