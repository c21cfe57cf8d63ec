use std::io::{self, Read};

use gridwalk::{shortest_path, Grid, Point};

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let grid: Grid = match text.parse() {
        Ok(grid) => grid,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    let height = text.lines().count();
    let width = text.lines().next().map_or(0, str::len);
    let goal = Point { x: width.saturating_sub(1), y: height.saturating_sub(1) };
    match shortest_path(&grid, Point { x: 0, y: 0 }, goal) {
        Some(path) => println!("{} steps", path.len() - 1),
        None => println!("no way"),
    }
    Ok(())
}
