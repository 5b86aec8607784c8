"""Campaigns: every year each process is assessed anew or confirmed, by a day, and somebody sees to it."""
