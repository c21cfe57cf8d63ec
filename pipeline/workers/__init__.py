"""What runs in a worker: a part read, handed to the transforms, and written.

Takes the number of a part, gives its files and the record of what they hold.  Read `store_parts`
first, then `shard_parts`; `large_repositories` reads a repository over the memory bound twice and
weaves it part by part, `troubled_names` counts paths that other systems cannot hold, `live`
publishes how far a part is, `package` brings this code to workers on other machines.
"""
