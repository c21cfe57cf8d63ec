#include "polyline/simplify.hpp"

#include <utility>

namespace polyline {
namespace {

/// Index and distance of the inner point that is furthest from the chord.
std::pair<std::size_t, double> furthest(std::span<const Point> line) {
    std::pair<std::size_t, double> worst{0, -1.0};
    for (std::size_t i = 1; i + 1 < line.size(); ++i) {
        const double distance = distance_to_segment(line[i], line.front(), line.back());
        if (distance > worst.second) {
            worst = {i, distance};
        }
    }
    return worst;
}

void keep(std::span<const Point> line, double tolerance, std::vector<Point>& out) {
    const auto [index, distance] = furthest(line);
    if (distance > tolerance) {
        keep(line.subspan(0, index + 1), tolerance, out);
        keep(line.subspan(index), tolerance, out);
    } else {
        out.push_back(line.back());
    }
}

}  // namespace

std::vector<Point> simplify(std::span<const Point> line, double tolerance) {
    if (line.size() < 3) {
        return {line.begin(), line.end()};
    }
    std::vector<Point> out{line.front()};
    keep(line, tolerance, out);
    return out;
}

}  // namespace polyline
