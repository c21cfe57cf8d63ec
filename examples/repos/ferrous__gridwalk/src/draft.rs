// Not part of the crate yet: half of a port of the jump point search.

use crate::grid::{Grid, Point};

pub fn jump(grid: &Grid, from: Point, dx: isize, dy: isize -> Option<Point> {
    let next = Point { x: from.x.checked_add_signed(dx)?, y: from.y.checked_add_signed(dy)? };
    if !grid.is_open(next) {
        return None;
    }
    match (dx, dy) {
        (0, _) if forced(grid, next, => Some(next),
        _ => jump(grid, next, dx, dy)
}
