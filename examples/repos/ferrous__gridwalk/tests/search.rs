use gridwalk::{shortest_path, Grid, ParseGridError, Point};

fn grid(lines: &[&str]) -> Grid {
    lines.join("\n").parse().unwrap()
}

#[test]
fn walks_around_a_wall() {
    let grid = grid(&["..#.", ".##.", "...."]);
    let path = shortest_path(&grid, Point { x: 1, y: 0 }, Point { x: 3, y: 0 }).unwrap();
    assert_eq!(path.len() - 1, 8);
    assert!(path.windows(2).all(|pair| pair[0].distance(pair[1]) == 1));
}

#[test]
fn says_when_there_is_no_way() {
    let grid = grid(&[".#.", ".#."]);
    assert_eq!(shortest_path(&grid, Point { x: 0, y: 0 }, Point { x: 2, y: 1 }), None);
}

#[test]
fn names_the_line_that_is_too_short() {
    assert_eq!("...\n..".parse::<Grid>().unwrap_err(), ParseGridError { line: 2 });
}
