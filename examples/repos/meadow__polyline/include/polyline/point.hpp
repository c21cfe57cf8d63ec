#pragma once

#include <cmath>

namespace polyline {

struct Point {
    double x = 0;
    double y = 0;

    friend bool operator==(const Point&, const Point&) = default;
};

inline Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }

inline double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }

inline double length(Point a) { return std::hypot(a.x, a.y); }

/// Distance of `p` from the segment between `a` and `b`.
inline double distance_to_segment(Point p, Point a, Point b) {
    const Point along = b - a;
    const double squared = dot(along, along);
    if (squared == 0) {
        return length(p - a);
    }
    const double share = std::fmin(1.0, std::fmax(0.0, dot(p - a, along) / squared));
    return length(p - Point{a.x + share * along.x, a.y + share * along.y});
}

}  // namespace polyline
