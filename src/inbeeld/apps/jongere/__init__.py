"""One youth, whole: who, which legal position, the school life in pictures, the signals with why, the law clock."""
