"""python -m accordingto"""
