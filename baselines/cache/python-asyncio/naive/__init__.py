"""The variant `naive`: objects in an OrderedDict, behind asyncio streams."""
