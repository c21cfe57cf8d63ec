using System;

namespace Unitwise;

public enum Dimension { Length, Mass, Time }

/// <summary>A unit of measure, as a factor of the base unit of its dimension.</summary>
public sealed record Unit(string Symbol, Dimension Dimension, double Factor)
{
    public static readonly Unit Metre = new("m", Dimension.Length, 1);
    public static readonly Unit Fathom = new("ftm", Dimension.Length, 1.8288);
    public static readonly Unit Kilogram = new("kg", Dimension.Mass, 1);
    public static readonly Unit Second = new("s", Dimension.Time, 1);
    public static readonly Unit Hour = new("h", Dimension.Time, 3600);

    public bool FitsWith(Unit other) => Dimension == other.Dimension;

    public override string ToString() => Symbol;
}
