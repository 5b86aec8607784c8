"""From hand to hand: who did each step of the way, when, from what to what, why, and what they had seen."""
