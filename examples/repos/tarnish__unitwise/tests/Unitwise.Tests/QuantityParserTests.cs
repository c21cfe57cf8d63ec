using System;
using Xunit;

namespace Unitwise.Tests;

public class QuantityParserTests
{
    private readonly QuantityParser _parser = new([Unit.Metre, Unit.Fathom]);

    [Fact]
    public void ReadsANumberAndAUnit() =>
        Assert.Equal(new Quantity(12.5, Unit.Fathom), _parser.Parse(" 12.5  ftm"));

    [Theory]
    [InlineData("12.5")]
    [InlineData("12.5 parsec")]
    public void RefusesWhatItDoesNotKnow(string text) =>
        Assert.Throws<FormatException>(() => _parser.Parse(text));
}
