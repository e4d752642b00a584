"""Synthetic plans of real communes, wards and provinces with known truth. Made from word lists, never with the extractors' code."""
