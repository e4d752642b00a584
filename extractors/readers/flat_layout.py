def is_layout(rows: list[str]) -> bool:
    return False
def blocks_of(text): return [], []
