use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::grid::{Grid, Point};

/// A shortest path between two cells, both included, or `None` where there is no way.
///
/// A* with the Manhattan distance, which never overestimates on a grid without diagonals.
pub fn shortest_path(grid: &Grid, start: Point, goal: Point) -> Option<Vec<Point>> {
    let mut open = BinaryHeap::from([Reverse((start.distance(goal), 0, start))]);
    let mut best = HashMap::from([(start, (0, start))]);
    while let Some(Reverse((_, steps, here))) = open.pop() {
        if here == goal {
            return Some(walk_back(&best, start, goal));
        }
        if steps > best[&here].0 {
            continue;
        }
        for next in grid.neighbours(here) {
            let known = best.get(&next).map_or(usize::MAX, |entry| entry.0);
            if steps + 1 < known {
                best.insert(next, (steps + 1, here));
                open.push(Reverse((steps + 1 + next.distance(goal), steps + 1, next)));
            }
        }
    }
    None
}

fn walk_back(best: &HashMap<Point, (usize, Point)>, start: Point, goal: Point) -> Vec<Point> {
    let mut path = vec![goal];
    let mut here = goal;
    while here != start {
        here = best[&here].1;
        path.push(here);
    }
    path.reverse();
    path
}
