#include "polyline/simplify.hpp"

#include <cassert>

using polyline::Point;
using polyline::simplify;

static void points_on_a_line_are_left_out() {
    const std::vector<Point> line{{0, 0}, {1, 0}, {2, 0}, {3, 0}};
    assert((simplify(line, 0.1) == std::vector<Point>{{0, 0}, {3, 0}}));
}

static void a_corner_stays() {
    const std::vector<Point> line{{0, 0}, {1, 0.01}, {2, 2}, {3, 0}};
    assert((simplify(line, 0.5) == std::vector<Point>{{0, 0}, {1, 0.01}, {2, 2}, {3, 0}}));
    assert((simplify(line, 5.0) == std::vector<Point>{{0, 0}, {3, 0}}));
}

static void short_lines_are_returned_as_they_are() {
    assert(simplify(std::vector<Point>{}, 1.0).empty());
    assert(simplify(std::vector<Point>{{4, 2}}, 1.0).size() == 1);
}

int main() {
    points_on_a_line_are_left_out();
    a_corner_stays();
    short_lines_are_returned_as_they_are();
}
