"""What the user of a Redis has to be allowed: asked at the start, so that nobody finds out in the middle of a meeting."""

from server.store.redis.keys import Keys

_KEY, _CHANNEL = " key", " channel"

NEEDED = (
    "PING", "TIME", "BGREWRITEAOF", "EVAL 0 1 key", "EVALSHA 0 1 key",
    "GET key", "SET key 1", "DEL key", "EXISTS key", "EXPIRE key 1", "TTL key",
    "HSET key f 1", "HGET key f", "HMGET key f", "HGETALL key", "HDEL key f", "HVALS key", "HKEYS key",
    "ZADD key 1 m", "ZREM key m", "ZSCORE key m", "ZRANGE key 0 1", "ZREVRANGE key 0 1", "ZREMRANGEBYRANK key 0 1", "ZRANGEBYSCORE key 0 1",
    "SADD key m", "SREM key m", "SMEMBERS key", "SISMEMBER key m",
    "SPUBLISH channel m", "SSUBSCRIBE channel", "SUNSUBSCRIBE channel",
)  # fmt: skip
"""Everything that is asked of it after the start, once."""


ON_A_CLUSTER = ("CLUSTER SLOTS", "COMMAND")
"""Beside them: where each key is."""


def questions(keys: Keys, needed: tuple[str, ...]) -> list[str]:
    """For rights.lua: each command with a key or a channel such as it will be asked with."""
    shelf = keys.shelves()[0]
    return [each.replace(_KEY, f" {shelf.boot}").replace(_CHANNEL, f" {shelf.boot}:x") for each in needed]


def names(needed: tuple[str, ...], places: list[int]) -> str:
    """Of the commands at these places, from 1."""
    return ", ".join(" ".join(word for word in needed[place - 1].split() if word.isupper()) for place in places)
