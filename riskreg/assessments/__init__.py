"""How much risk each process carries, year by year: answers, scores, judgment, approval."""
