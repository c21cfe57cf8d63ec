//! Shortest ways through grids.

pub mod grid;
pub mod search;

pub use grid::{Grid, ParseGridError, Point};
pub use search::shortest_path;
