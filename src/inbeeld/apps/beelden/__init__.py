"""The picture: runs the engine on a snapshot and keeps its outcomes and receipt."""
