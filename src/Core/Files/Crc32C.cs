using System.Buffers.Binary;
using System.Numerics;

namespace LanguageModeling.Files;

/// <summary>CRC-32C (Castagnoli), one machine instruction for eight bytes on common processors.</summary>
internal static class Crc32C
{
    /// <summary>Checksum of no bytes.</summary>
    public const uint Empty = 0;

    /// <summary>Extends a checksum by some bytes.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~checksum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
