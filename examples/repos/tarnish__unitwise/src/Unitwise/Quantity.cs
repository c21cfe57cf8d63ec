using System;
using System.Globalization;

namespace Unitwise;

/// <summary>A number with a unit.</summary>
public readonly record struct Quantity(double Value, Unit Unit)
{
    public Quantity In(Unit target)
    {
        if (!Unit.FitsWith(target))
        {
            throw new InvalidOperationException($"{Unit} cannot be given in {target}");
        }
        return new Quantity(Value * Unit.Factor / target.Factor, target);
    }

    public static Quantity operator +(Quantity left, Quantity right) =>
        new(left.Value + right.In(left.Unit).Value, left.Unit);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value:0.###} {Unit}");
}
