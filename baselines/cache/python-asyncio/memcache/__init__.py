"""The text protocol of memcached 1.6.18, for any store: what both variants have in common."""
