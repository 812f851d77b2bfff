"""How fast InBeeld is: the picture against a floor, a rule against peers, one youth on a page. ``make bench`` runs it."""
