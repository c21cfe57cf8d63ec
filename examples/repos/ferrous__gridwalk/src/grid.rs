use std::fmt;
use std::str::FromStr;

/// A cell: column and row, both from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Point {
    pub x: usize,
    pub y: usize,
}

impl Point {
    /// Steps to another cell if nothing were in the way.
    pub fn distance(self, other: Point) -> usize {
        self.x.abs_diff(other.x) + self.y.abs_diff(other.y)
    }
}

/// A rectangle of cells, some of them walls.
#[derive(Debug)]
pub struct Grid {
    width: usize,
    walls: Vec<bool>,
}

#[derive(Debug, PartialEq)]
pub struct ParseGridError {
    pub line: usize,
}

impl fmt::Display for ParseGridError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not as long as the first", self.line)
    }
}

impl FromStr for Grid {
    type Err = ParseGridError;

    /// Reads `#` as a wall and everything else as floor.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let width = text.lines().next().map_or(0, str::len);
        let mut walls = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line.len() != width {
                return Err(ParseGridError { line: number + 1 });
            }
            walls.extend(line.bytes().map(|cell| cell == b'#'));
        }
        Ok(Grid { width, walls })
    }
}

impl Grid {
    pub fn is_open(&self, point: Point) -> bool {
        point.x < self.width && self.walls.get(point.y * self.width + point.x) == Some(&false)
    }

    /// The open cells beside a cell.
    pub fn neighbours(&self, point: Point) -> impl Iterator<Item = Point> + '_ {
        let Point { x, y } = point;
        let around = [
            (x.wrapping_sub(1), y),
            (x + 1, y),
            (x, y.wrapping_sub(1)),
            (x, y + 1),
        ];
        around
            .into_iter()
            .map(|(x, y)| Point { x, y })
            .filter(move |&next| next.y < usize::MAX && self.is_open(next))
    }
}
