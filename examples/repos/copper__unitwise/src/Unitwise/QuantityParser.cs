using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Unitwise;

/// <summary>Reads quantities such as "12.5 ftm".</summary>
public sealed class QuantityParser
{
    private readonly Dictionary<string, Unit> _units;

    public QuantityParser(IEnumerable<Unit> units)
    {
        _units = units.ToDictionary(unit => unit.Symbol);
    }

    public Quantity Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || !_units.TryGetValue(parts[1], out var unit))
        {
            throw new FormatException($"'{text}' is not a number and a known unit");
        }
        return new Quantity(double.Parse(parts[0], CultureInfo.InvariantCulture), unit);
    }
}
