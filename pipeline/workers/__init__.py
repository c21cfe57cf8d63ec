"""What runs in a worker: a part read, handed to the transforms, and written.

Takes the number of a part, gives its files and the record of what they hold.  Read `store_parts`
first, then `shard_parts`; `large_repositories` weaves a repository over the memory bound part by
part, `troubled_names` counts paths that other systems cannot hold, `live` tells the driver how far
it is, `package` is how a worker gets this code at all.
"""
