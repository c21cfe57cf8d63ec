using System;
using Xunit;

namespace Unitwise.Tests;

public class QuantityTests
{
    [Fact]
    public void ConvertsWithinADimension()
    {
        Assert.Equal("18.288 m", new Quantity(10, Unit.Fathom).In(Unit.Metre).ToString());
    }

    [Fact]
    public void AddsInTheUnitOfTheLeftSide()
    {
        var sum = new Quantity(1, Unit.Hour) + new Quantity(1800, Unit.Second);
        Assert.Equal(new Quantity(1.5, Unit.Hour), sum);
    }

    [Fact]
    public void RefusesAnotherDimension()
    {
        var mass = new Quantity(1, Unit.Kilogram);
        Assert.Throws<InvalidOperationException>(() => mass.In(Unit.Metre));
    }
}
