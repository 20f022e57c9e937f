"""Operations on a regulation (改正): what they are, how they apply, how they are undone."""
