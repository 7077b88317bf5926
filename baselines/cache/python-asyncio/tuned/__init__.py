"""The variant `tuned`: ready-made reply blocks in a dict, behind one asyncio.Protocol a client."""
