#pragma once

#include <span>
#include <vector>

#include "polyline/point.hpp"

namespace polyline {

/// Leaves out points until the line would move by more than `tolerance` (Douglas and Peucker).
///
/// The first and the last point always stay.
std::vector<Point> simplify(std::span<const Point> line, double tolerance);

}  // namespace polyline
