"""What hops cost: one download in the open by uTP, behind one, two and three hops, and hidden at both ends."""
