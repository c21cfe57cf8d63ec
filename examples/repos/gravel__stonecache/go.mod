module quarry.invalid/stonecache

go 1.22
