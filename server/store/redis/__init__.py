"""The shared store: circles in Redis 7 or Valkey, so that any number of workers on any number of machines serve them together."""

from server.store.redis.store import RedisStore

__all__ = ["RedisStore"]
